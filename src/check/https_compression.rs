//! Whether pages with secrets are compressed, by which their length can give the secrets away (BREACH).

use super::page::page_answer;
use super::{Check, Context, Judgement};
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "https-compression",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Https],
    reasons: &["uncompressed", "plain-page", "possible"],
    judge,
};

const FIELD: &str = "content-encoding";

fn judge(context: &Context<'_>) -> Judgement {
    let answer = match page_answer(context) {
        Ok(answer) => answer,
        Err(judgement) => return judgement,
    };
    let encodings: Vec<String> = super::page::tokens(answer.hop, FIELD)
        .filter(|encoding| encoding != "identity")
        .collect();
    let cookies = answer.hop.header("set-cookie").next().is_some();
    let Some(page) = answer.page() else {
        return answer.support(Judgement::not_observed("web-unread"), &[FIELD]);
    };
    let judgement = if encodings.is_empty() {
        Judgement::conforms("uncompressed")
    } else if cookies || !page.forms.is_empty() || page.password_fields > 0 {
        Judgement::partial("possible").with("encoding", encodings.join(", "))
    } else if page.truncated {
        return answer.cut();
    } else {
        Judgement::conforms("plain-page").with("encoding", encodings.join(", "))
    };
    answer.support(judgement, &[FIELD])
}
