CREATE INDEX person_merged ON person (merged_into) WHERE merged_into IS NOT NULL;
