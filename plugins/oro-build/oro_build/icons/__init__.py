"""Icons: every size and container that platforms want, from one picture."""
