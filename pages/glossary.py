"""Glossary: what every metric means here."""

from csm_ui.page.frame import page_without_data
from csm_ui.page.glossary_list import glossary_list

page_without_data("Glossary", "Every metric with its definition, its variants, and the variants that are refused.")
glossary_list()
