"""Mutation testing: small changes to the rooms that must be right, each of which some test must notice."""
