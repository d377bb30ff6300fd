"""Values, parameters, locations and flags as pages write them. Sans-IO."""
