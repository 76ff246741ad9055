"""The health page's forms and panels."""
