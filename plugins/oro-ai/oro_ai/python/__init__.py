"""The API for an app's own Python: answers, texts and vectors of any model, local or of an upstream."""
