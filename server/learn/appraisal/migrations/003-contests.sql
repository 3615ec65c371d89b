-- Agents compete and have indicators; they have no points and no pay of ours.
alter table appraisal_input add column role text not null default 'frontline';
update contest set file = '{"between": "people", "teamValue": "mean"}'::jsonb || file;
