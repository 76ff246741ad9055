"""The command line: the same metrics, the same Scope, no screen."""
