"""The plugin: `WitWorld` has the functions of `wit/greeter.wit`."""

from componentize_py_types import Err
from wit_world import Greeting, Tone

greeted = 0
"""State lasts as long as the plugin's instance."""


class WitWorld:
    """The plugin."""

    def greet(self, name: str, tone: Tone) -> Greeting:
        """Greet by name."""
        global greeted
        if not name:
            raise Err("a name is needed")
        text = f"Hello, {name}!"
        greeted += 1
        return Greeting(text=text.upper() if tone == Tone.LOUD else text, earlier=greeted - 1)
