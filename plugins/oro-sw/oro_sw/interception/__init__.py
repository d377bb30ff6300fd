"""Interception of requests: workers are asked before the app and before its schemes."""
