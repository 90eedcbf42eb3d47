use crate::bodies::BODIES;
use crate::units::Role;
use fenjie_text::WordList;
use serde::Deserialize;
use std::sync::LazyLock;

/// What a label announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Label {
    /// Units with a role: 牵头单位, 责任单位, 配合单位.
    Units(Role),
    /// The members of a group (成员单位): they help where somebody leads it.
    Members,
    /// The time by which the task is due: 完成时限.
    Deadline,
    /// Persons: 责任领导, 联系人. Their names are no units.
    Persons,
}

/// The words of `data/labels.toml`.
#[derive(Default, Deserialize)]
pub(crate) struct Labels {
    lead: WordList,
    responsible: WordList,
    support: WordList,
    person: WordList,
    not_person: WordList,
    member: WordList,
    nouns: WordList,
    plain_roles: WordList,
    particular_nouns: WordList,
    not_label: WordList,
    fillers: WordList,
    whole_responsible: WordList,
    whole_lead: WordList,
    whole_support: WordList,
    deadline: WordList,
    deadline_events: WordList,
    deadline_nouns: WordList,
    lead_verbs: WordList,
    support_verbs: WordList,
    responsible_verbs: WordList,
    joint_adverbs: WordList,
    adverbs: WordList,
}

pub(crate) static LABELS: LazyLock<Labels> =
    LazyLock::new(|| toml::from_str(include_str!("../data/labels.toml")).unwrap_or_default());

impl Labels {
    /// What `label` announces; it has no blanks and no colon.
    pub(crate) fn label(&self, label: &str) -> Option<Label> {
        const LONGEST: usize = 14;
        if label.is_empty() || label.chars().count() > LONGEST || self.not_label.holds(label) {
            return None;
        }
        let whole = [
            (&self.deadline, Label::Deadline),
            (&self.member, Label::Members),
            (&self.whole_lead, Label::Units(Role::Lead)),
            (&self.whole_support, Label::Units(Role::Support)),
            (&self.whole_responsible, Label::Units(Role::Responsible)),
        ];
        if let Some((_, announced)) = whole.into_iter().find(|(words, _)| words.holds(label)) {
            return Some(announced);
        }
        if self.names_deadline(label) {
            return Some(Label::Deadline);
        }
        // 牵头考核单位 leads; 考核单位 looks on.
        if let Some(role) = self.composed(label) {
            return Some(Label::Units(role));
        }
        let names_persons = self.person.closes(label) && !self.not_person.occurs_in(label);
        (names_persons && !label.contains(['（', '(', '，', '。'])).then_some(Label::Persons)
    }

    /// Whether a label is one of a time, put together of two words: 报送时间.
    fn names_deadline(&self, label: &str) -> bool {
        let event = self.deadline_nouns.closing(label).and_then(|noun| label.strip_suffix(noun));
        event.is_some_and(|event| self.deadline_events.holds(event))
    }

    /// Whether words open with one that says a role, as most labels do.
    pub(crate) fn opens_label(&self, words: &str) -> bool {
        [&self.lead, &self.responsible, &self.support].iter().any(|role| role.opens(words))
    }

    /// Role words and fillers, then a noun: 牵头考核单位, 牵头（责任）部门, 配合单位.
    fn composed(&self, label: &str) -> Option<Role> {
        const BRACKETS: [char; 10] = ['（', '）', '(', ')', '〔', '〕', '[', ']', '【', '】'];
        // The end of a name: 人社 / 局配合单位.
        if label.starts_with(['局', '组', '方']) {
            return None;
        }
        self.noun(label.trim_end_matches(BRACKETS))?;
        let label = label.replace(BRACKETS, "");
        let (noun, is_particular) = self.noun(&label)?;
        let mut rest = label.strip_suffix(noun)?;
        let mut roles = [false; 3];
        while !rest.is_empty() {
            let words = [
                (&self.lead, Some(0)),
                (&self.responsible, Some(1)),
                (&self.support, Some(2)),
                (&self.nouns, None),
                (&BODIES.general, None),
                (&self.fillers, None),
            ];
            let (length, role) = words
                .iter()
                .filter_map(|(words, role)| words.opening(rest).map(|word| (word.len(), *role)))
                .reduce(|a, b| if b.0 > a.0 { b } else { a })?;
            if let Some(role) = role {
                if is_particular && !self.plain_roles.holds(&rest[..length]) {
                    return None;
                }
                roles[role] = true;
            }
            rest = &rest[length..];
        }
        match roles {
            [true, _, false] => Some(Role::Lead),
            [true, _, true] | [false, true, _] if !(roles[1] && roles[2] && !roles[0]) => Some(Role::Responsible),
            [false, true, true] => Some(Role::Responsible),
            [false, false, true] => Some(Role::Support),
            _ => None,
        }
    }

    /// The noun that a label ends with, and whether it is one for bodies of one kind.
    fn noun<'a>(&self, label: &'a str) -> Option<(&'a str, bool)> {
        let words = [
            (&self.nouns, false),
            (&BODIES.general, false),
            (&BODIES.particular, true),
            (&self.particular_nouns, true),
        ];
        words
            .iter()
            .filter_map(|(words, is_particular)| words.closing(label).map(|noun| (noun, *is_particular)))
            .map(|(noun, is_particular)| (&label[label.len() - noun.len()..], is_particular))
            .reduce(|a, b| if b.0.len() > a.0.len() { b } else { a })
    }

    /// The role verb that closes a clause (甲牵头, 甲、乙按职责分工负责) and its length in bytes; the longest that fits.
    pub(crate) fn closing_verb(&self, clause: &str) -> Option<(Role, usize)> {
        let verbs = [
            (Role::Lead, &self.lead_verbs),
            (Role::Responsible, &self.responsible_verbs),
            (Role::Support, &self.support_verbs),
        ];
        verbs
            .iter()
            .filter_map(|(role, verbs)| verbs.closing(clause).map(|verb| (*role, verb.len())))
            .reduce(|a, b| if b.1 > a.1 { b } else { a })
            .map(|(role, length)| (role, clause.len() - self.without_adverbs(&clause[..clause.len() - length]).len()))
    }

    /// Without the adverbs that stand before a closing verb: 甲、乙 of 甲、乙按职责分工负责.
    fn without_adverbs<'a>(&self, clause: &'a str) -> &'a str {
        let mut rest = clause;
        while let Some(shorter) = self.adverbs.closing(rest).and_then(|word| rest.strip_suffix(word)) {
            rest = shorter;
        }
        rest
    }

    /// Whether the role in brackets after a name is that of the names before it as well: 市发改委、市教育局（共同牵头）.
    pub(crate) fn is_joint(&self, inner: &str) -> bool {
        self.joint_adverbs.opens(inner)
    }

    /// The role that stands in brackets after a name: 市发改委（牵头）.
    pub(crate) fn bracketed_role(&self, inner: &str) -> Option<Role> {
        match self.label(inner) {
            Some(Label::Units(role)) => Some(role),
            _ => self.closing_verb(inner).filter(|(_, length)| *length == inner.len()).map(|(role, _)| role),
        }
    }
}
