-- Replacements that may be killed within are written down by the platform, for all tables alike.
alter table load drop column replaced_block, drop column replaced_rows;
