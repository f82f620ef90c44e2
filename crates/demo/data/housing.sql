-- The invented landlord's housing system. Its types are those both SQLite and PostgreSQL know.
-- First what the supplier made, with the keys it thought of; then what people left behind.

CREATE TABLE asset (
    prop_ref varchar(12) PRIMARY KEY, owner_entity varchar(40) NOT NULL, uprn varchar(12),
    address1 varchar(100), address2 varchar(100), town varchar(60), post_code varchar(10),
    asset_type char(6), parent_prop_ref varchar(12), num_bedrooms integer, occ_status char(4),
    is_sheltered boolean, patch_id varchar(10), gas_cert_expiry date, elec_cert_expiry date,
    accessibility_comments text, is_active boolean);

CREATE TABLE person (
    person_id varchar(36) PRIMARY KEY, person_ref integer NOT NULL UNIQUE, title varchar(12),
    forename varchar(50), middle_name varchar(50), surname varchar(50) NOT NULL,
    preferred_first_name varchar(50), date_of_birth date, date_of_death date,
    place_of_birth varchar(60), person_types varchar(80), created_at timestamp,
    last_modified timestamp, version_number integer);

CREATE TABLE person_identifier (
    person_id varchar(36) REFERENCES person (person_id), id_type varchar(30), id_value varchar(60),
    issued_country char(3), seen_by varchar(60), seen_date date, expiry_date date,
    document_id varchar(36), PRIMARY KEY (person_id, id_type, id_value));

CREATE TABLE household (
    house_ref varchar(10) PRIMARY KEY, main_person_id varchar(36), prop_ref varchar(12),
    house_desc varchar(73), house_size integer, house_kids integer, nextkin_name varchar(60),
    nextkin_addr text, nextkin_tel varchar(60), poa_name varchar(60), poa_tel varchar(60),
    doctor varchar(40), doctor_tel varchar(60), social_worker varchar(40),
    social_worker_tel varchar(60), u_letters_to_nok boolean, u_violent boolean, vulnerable boolean,
    hb_status char(1), savings numeric(9, 2));

CREATE TABLE household_member (
    house_ref varchar(10) REFERENCES household (house_ref), person_no integer,
    person_id varchar(36) REFERENCES person (person_id), relationship char(1),
    is_responsible boolean, u_ethn char(2), relig_cd char(2), disab char(1), from_date date,
    to_date date, PRIMARY KEY (house_ref, person_no));

CREATE TABLE tenancy (
    tag_ref varchar(18) PRIMARY KEY, tenant_person_id varchar(36), joint_person_id varchar(36),
    house_ref varchar(10) REFERENCES household (house_ref),
    prop_ref varchar(12) REFERENCES asset (prop_ref), payment_ref varchar(20) UNIQUE,
    tenure_code char(3), cot date, eot date, reason_term char(3), forwarding_address text,
    succession_date date, evict_date date, is_mutual_exchange boolean, present boolean,
    terminated boolean);

CREATE TABLE contact_detail (
    contact_id varchar(36) PRIMARY KEY, person_id varchar(36) REFERENCES person (person_id),
    contact_type varchar(10), sub_type varchar(24), telephone varchar(60), email varchar(120),
    postal_address text, contact_name varchar(60), contact_tel varchar(60), start_date date,
    end_date date, precedence integer, allow_texts boolean, safe_to_leave_message boolean,
    comments text, is_active boolean, created_by varchar(60));

CREATE TABLE contact_preference (
    person_id varchar(36) REFERENCES person (person_id), channel varchar(10), purpose varchar(20),
    captured_at timestamp, state varchar(12), captured_by varchar(60), source varchar(40),
    PRIMARY KEY (person_id, channel, purpose, captured_at));

CREATE TABLE person_alert (
    person_alert_id integer PRIMARY KEY, person_id varchar(36), prop_ref varchar(12),
    alert_code varchar(15) NOT NULL, source_type varchar(10), alert_description text,
    date_of_incident date, letter_sent boolean, informed_resident boolean,
    start_date date NOT NULL, review_date date, end_date date, is_active boolean,
    confidentiality_level varchar(12), outcome text, created_by varchar(60));

CREATE TABLE person_alert_history (
    history_id integer PRIMARY KEY, person_alert_id integer, action_type varchar(10),
    changed_by varchar(60), change_timestamp timestamp, old_value text, new_value text,
    reason_for_change text);

CREATE TABLE equality_information (
    person_id varchar(36) PRIMARY KEY REFERENCES person (person_id), gender varchar(20),
    nationality char(3), ethnic_group varchar(30), religion varchar(30),
    sexual_orientation varchar(30), marital varchar(20), disabled varchar(30),
    communication_requirements text, economic_situation varchar(30), armed_forces varchar(20),
    languages varchar(80), caring varchar(20), source varchar(20), collected_at timestamp);

CREATE TABLE rent_account (
    payment_ref varchar(20) PRIMARY KEY, tag_ref char(18), account_type varchar(20),
    rent_group char(3), cur_bal numeric(9, 2), rent numeric(9, 2), service_charge numeric(9, 2),
    uc_flag boolean, hb_weekly numeric(9, 2), rental_exchange_opt_out boolean, is_former boolean);

CREATE TABLE rent_transaction (
    rtrans_id bigint PRIMARY KEY, payment_ref char(20), trans_type char(3), post_date date,
    real_value numeric(9, 2), post_comm text, sender_name varchar(60), sort_code varchar(10),
    bank_acc varchar(20), is_suspense boolean);

CREATE TABLE direct_debit (
    ddagree_ref varchar(20) PRIMARY KEY, payment_ref varchar(20), payer_person_id varchar(36),
    sort_code varchar(10), bank_acc varchar(20), status char(3), start_date date, end_date date);

CREATE TABLE arrears_action (
    araction_id bigint PRIMARY KEY, tag_ref char(18), action_code char(3), action_date date,
    action_balance numeric(9, 2), action_comment text, username varchar(40),
    deferral_reason char(3), breathing_space_until date);

CREATE TABLE arrears_agreement (
    arag_id bigint PRIMARY KEY, tag_ref char(18), start_date date, start_bal numeric(9, 2),
    amount numeric(9, 2), frequency char(3), status varchar(10), breached boolean,
    notice_type char(3), notice_served_date date, court_date date, court_outcome text,
    eviction_date date, notes text);

CREATE TABLE work_order (
    wo_ref integer PRIMARY KEY, prop_ref varchar(12), reported_person_id varchar(36),
    reported_by varchar(60), caller_phone varchar(60), date_raised timestamp, priority char(1),
    trade_code char(4), description_of_work text, access_notes text, keysafe_location varchar(60),
    keysafe_code varchar(12), contractor varchar(60), alert_summary_sent text, status varchar(12),
    completed timestamp, tenant_satisfied boolean);

CREATE TABLE asb_case (
    asb_ref varchar(12) PRIMARY KEY, complainant_person_id varchar(36),
    alleged_perpetrator_person_id varchar(36), opened date, category varchar(30),
    complainant_anonymous boolean, prop_ref varchar(12), summary text, police_ref varchar(20),
    marac boolean, injunction_ref varchar(20), closed date, closure_reason varchar(30));

CREATE TABLE complaint (
    complaint_ref varchar(12) PRIMARY KEY, person_id varchar(36), representative_name varchar(60),
    stage integer, received date, acknowledged date, response_due date, closed date,
    category varchar(30), summary text, outcome varchar(20), compensation numeric(8, 2),
    ombudsman_ref varchar(20), is_data_protection boolean);

CREATE TABLE contact_log (
    clog_key bigint PRIMARY KEY, person_id varchar(36), tag_ref varchar(18), prop_ref varchar(12),
    clog_date timestamp, channel varchar(10), category varchar(30), title varchar(120),
    details text, author_name varchar(60), author_email varchar(80), highlight boolean,
    call_recording_id varchar(40));

CREATE TABLE document (
    document_id varchar(36) PRIMARY KEY, target_type varchar(12), target_id varchar(40),
    name varchar(200), description text, file_type varchar(40), file_size bigint,
    uploaded_at timestamp, service_area varchar(40), user_created_by varchar(60),
    valid_until date, retention_expires_at date, storage_uri varchar(300), sha256 char(64));

CREATE TABLE housing_application (
    app_ref varchar(10) PRIMARY KEY, main_applicant varchar(36), app_date date, band char(3),
    status char(3), current_address text, reason_for_leaving varchar(4), medical_notes text,
    domestic_violence text, unspent_convictions text, immigration_status varchar(30),
    income numeric(10, 2), credit_check_ref varchar(30), former_debt numeric(9, 2), closed date);

CREATE TABLE core_log (
    tag_ref varchar(18) PRIMARY KEY, collection_year integer, privacy_notice_given boolean NOT NULL,
    fields text NOT NULL, submitted_at timestamp, upload_filename varchar(80));

CREATE TABLE person_bkup_2019 (
    person_id varchar(36), person_ref integer, title varchar(12), forename varchar(50),
    surname varchar(50), date_of_birth varchar(20), place_of_birth varchar(60), crim_rec char(1),
    ni_no varchar(20), home_tel varchar(60), email varchar(120), person_types varchar(80));

CREATE TABLE tenancy_old_20220401 (
    tag_ref char(18), tenant_person_id varchar(36), joint_person_id varchar(36),
    house_ref varchar(10), prop_ref varchar(12), payment_ref char(20), tenure_code char(3),
    cot date, eot date, reason_term char(3), forwarding_address text);

CREATE TABLE contact_detail_copy (
    contact_id varchar(36), person_id varchar(36), contact_type varchar(10), sub_type varchar(24),
    telephone varchar(60), email varchar(120), postal_address text, contact_name varchar(60),
    contact_tel varchar(60), start_date date, end_date date, precedence integer,
    allow_texts boolean, safe_to_leave_message boolean, comments text);

CREATE TABLE rent_transaction_2021 (
    rtrans_id bigint, payment_ref char(20), trans_type char(3), post_date date,
    real_value numeric(9, 2), post_comm text, sender_name varchar(60), sort_code varchar(10),
    bank_acc varchar(20), is_suspense boolean);

CREATE TABLE person_alert_old (
    person_alert_id integer, person_id varchar(36), prop_ref varchar(12), alert_code varchar(15),
    source_type varchar(10), alert_description text, date_of_incident date, letter_sent boolean,
    informed_resident boolean, start_date date, review_date date, end_date date,
    is_active boolean, confidentiality_level varchar(12), outcome text, created_by varchar(60));

CREATE TABLE xmas_card_list (
    person_ref integer, title varchar(12), forename varchar(50), surname varchar(50),
    preferred_first_name varchar(50), date_of_birth date);
