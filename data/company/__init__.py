"""The invented company itself, before any tool exports it: who buys, uses, answers, asks and leaves."""
