"""The first tables."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Make the table of books."""

    initial = True
    dependencies = ()
    operations = (
        migrations.CreateModel(
            name="Book",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=100)),
                ("added", models.DateTimeField(auto_now_add=True)),
            ],
        ),
    )
