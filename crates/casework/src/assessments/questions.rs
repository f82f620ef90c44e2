//! What an assessment asks, by its kind: a few groups of questions, each with a short answer.

use words::Message;

/// What kind of assessment it is, as in a charter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssessmentKind {
    /// Of what is planned, and what it may do to people (Art 35).
    Impact,
    /// Of legitimate interests (Art 6(1)(f)).
    LegitimateInterests,
    /// Of what protects data that goes abroad (Art 46).
    Transfer,
}

/// One question.
pub struct AssessmentQuestion {
    /// Its id among its kind's.
    pub id: &'static str,
    /// The question.
    pub question: fn() -> Message,
}

/// Questions that belong together.
pub struct AssessmentGroup {
    /// What they are about.
    pub title: fn() -> Message,
    /// The questions.
    pub questions: &'static [AssessmentQuestion],
}

const fn asks(id: &'static str, question: fn() -> Message) -> AssessmentQuestion {
    AssessmentQuestion { id, question }
}

const IMPACT: &[AssessmentGroup] = &[
    AssessmentGroup {
        title: || Message::new("casework-assessment-what"),
        questions: &[
            asks("what", || Message::new("casework-assessment-what-is-done")),
            asks("whose", || Message::new("casework-assessment-whose")),
            asks("who-gets", || Message::new("casework-assessment-who-gets")),
            asks("how-long", || Message::new("casework-assessment-how-long")),
        ],
    },
    AssessmentGroup {
        title: || Message::new("casework-assessment-needed"),
        questions: &[
            asks("why", || Message::new("casework-assessment-why")),
            asks("less", || Message::new("casework-assessment-less")),
            asks("asked", || Message::new("casework-assessment-asked")),
        ],
    },
    AssessmentGroup {
        title: || Message::new("casework-assessment-risks"),
        questions: &[
            asks("risks", || Message::new("casework-assessment-what-risks")),
            asks("measures", || Message::new("casework-assessment-measures")),
            asks("remains", || Message::new("casework-assessment-remains")),
        ],
    },
];

const LEGITIMATE_INTERESTS: &[AssessmentGroup] = &[
    AssessmentGroup {
        title: || Message::new("casework-assessment-interest"),
        questions: &[
            asks("interest", || Message::new("casework-assessment-which-interest")),
            asks("whose", || Message::new("casework-assessment-whose")),
        ],
    },
    AssessmentGroup {
        title: || Message::new("casework-assessment-needed"),
        questions: &[
            asks("helps", || Message::new("casework-assessment-helps")),
            asks("less", || Message::new("casework-assessment-less")),
        ],
    },
    AssessmentGroup {
        title: || Message::new("casework-assessment-balance"),
        questions: &[
            asks("expect", || Message::new("casework-assessment-expect")),
            asks("harm", || Message::new("casework-assessment-harm")),
            asks("children", || Message::new("casework-assessment-children")),
            asks("no", || Message::new("casework-assessment-say-no")),
        ],
    },
];

const TRANSFER: &[AssessmentGroup] = &[
    AssessmentGroup {
        title: || Message::new("casework-assessment-goes"),
        questions: &[
            asks("goes", || Message::new("casework-assessment-what-goes")),
            asks("where", || Message::new("casework-assessment-where")),
            asks("mechanism", || Message::new("casework-assessment-mechanism")),
        ],
    },
    AssessmentGroup {
        title: || Message::new("casework-assessment-there"),
        questions: &[
            asks("protection", || Message::new("casework-assessment-protection")),
            asks("authorities", || Message::new("casework-assessment-authorities")),
            asks("measures", || Message::new("casework-assessment-measures")),
            asks("remains", || Message::new("casework-assessment-remains")),
        ],
    },
];

impl AssessmentKind {
    /// Every kind.
    pub const ALL: &[AssessmentKind] =
        &[AssessmentKind::Impact, AssessmentKind::LegitimateInterests, AssessmentKind::Transfer];

    /// Its id.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            AssessmentKind::Impact => "impact",
            AssessmentKind::LegitimateInterests => "legitimate-interests",
            AssessmentKind::Transfer => "transfer",
        }
    }

    /// The kind of an id.
    #[must_use]
    pub fn of(id: &str) -> Option<AssessmentKind> {
        AssessmentKind::ALL.iter().copied().find(|kind| kind.id() == id)
    }

    /// What it is called.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            AssessmentKind::Impact => Message::new("casework-assessment-kind-impact"),
            AssessmentKind::LegitimateInterests => {
                Message::new("casework-assessment-kind-interests")
            }
            AssessmentKind::Transfer => Message::new("casework-assessment-kind-transfer"),
        }
    }

    /// What it asks.
    #[must_use]
    pub fn groups(self) -> &'static [AssessmentGroup] {
        match self {
            AssessmentKind::Impact => IMPACT,
            AssessmentKind::LegitimateInterests => LEGITIMATE_INTERESTS,
            AssessmentKind::Transfer => TRANSFER,
        }
    }

    /// Every question, in order.
    pub fn questions(self) -> impl Iterator<Item = &'static AssessmentQuestion> {
        self.groups().iter().flat_map(|group| group.questions)
    }

    /// The number it is stored under. Never given to another.
    pub(crate) fn number(self) -> i64 {
        match self {
            AssessmentKind::Impact => 0,
            AssessmentKind::LegitimateInterests => 1,
            AssessmentKind::Transfer => 2,
        }
    }

    pub(crate) fn of_number(number: i64) -> Option<AssessmentKind> {
        AssessmentKind::ALL.iter().copied().find(|kind| kind.number() == number)
    }
}

/// Keyholder's own assessment, in short: what stands in brackets is the landlord's to fill in. The long form
/// is `docs/own-assessment.md`.
pub(crate) const OWN: &[(&str, &str)] = &[
    (
        "what",
        "Keyholder decides every look, use and disclosure of personal data by our published notice. It keeps a \
         record of people behind that notice, works the requests they make, and logs what was done.",
    ),
    (
        "whose",
        "Residents, applicants, former residents, next of kin and contacts; officers, whose looks are in the log. \
         Special and criminal data: [list your categories].",
    ),
    (
        "who-gets",
        "Nobody beyond those the charter lists. It calls only addresses it was configured with: [list what you \
         configured].",
    ),
    (
        "how-long",
        "By class, as the charter says. Cases are kept for their own class, and packs until nobody can fetch them \
         any more. [List them.]",
    ),
    (
        "why",
        "Without it, staff decide from memory what they may pass on. [Your own evidence: late requests, breaches.]",
    ),
    (
        "less",
        "It keeps pointers, not another copy of the housing system, and reads a source where it is. A look states \
         a purpose and shows only what that may see. [What did you import, and could it be less?]",
    ),
    ("asked", "[Residents' panel, staff representatives, and what they said. If not, why.]"),
    (
        "risks",
        "Somebody at risk is found by whoever they fled; an officer looks without need; somebody gets another's \
         pack; something about a third person goes out; a thief with the disk reads everything; somebody is \
         refused what they need. [How likely and how grave, for your house.]",
    ),
    (
        "measures",
        "Walls that always enforce; a purpose for each look, in a log nobody can change; a second person for what \
         goes out; values sealed by key and person; break-glass where a life is at stake. [Measures of yours: spot \
         checks, training, who holds the keys.]",
    ),
    (
        "remains",
        "A wall does not find a name in free text. A false purpose can be stated, and leaves a trace. Whoever has \
         data, vault and master key reads everything. [Who accepts that.]",
    ),
];
