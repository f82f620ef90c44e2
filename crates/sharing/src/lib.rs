//! The register of recipients, agreements and disclosures.
