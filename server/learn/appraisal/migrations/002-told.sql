-- An objection told by a phone carries the id that was made there: told again, it is the same one.
alter table appraisal_objection add column told_id uuid unique;
