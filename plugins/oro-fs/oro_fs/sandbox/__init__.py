"""Paths as pages write them, made into descriptors that lead nowhere else."""
