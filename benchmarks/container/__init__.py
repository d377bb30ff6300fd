"""What containers cost: boots, programs, terminals, previews and packages, beside the same without them."""
