-- What the supplier indexed. Nobody indexed the copies.
CREATE INDEX person_surname ON person (surname);
CREATE INDEX household_member_person ON household_member (person_id);
CREATE INDEX household_main_person ON household (main_person_id);
CREATE INDEX tenancy_tenant ON tenancy (tenant_person_id);
CREATE INDEX tenancy_house ON tenancy (house_ref);
CREATE INDEX contact_detail_person ON contact_detail (person_id);
CREATE INDEX person_alert_person ON person_alert (person_id);
CREATE INDEX person_alert_history_alert ON person_alert_history (person_alert_id);
CREATE INDEX rent_account_tenancy ON rent_account (tag_ref);
CREATE INDEX rent_transaction_account ON rent_transaction (payment_ref);
CREATE INDEX arrears_action_tenancy ON arrears_action (tag_ref);
CREATE INDEX work_order_property ON work_order (prop_ref);
CREATE INDEX complaint_person ON complaint (person_id);
CREATE INDEX contact_log_person ON contact_log (person_id);
CREATE INDEX document_target ON document (target_id);
