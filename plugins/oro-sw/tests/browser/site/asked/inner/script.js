new Image().src = "made.svg"
