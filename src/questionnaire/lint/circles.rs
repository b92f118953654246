//! Conditions that wait for each other. One walk over all questions, without recursion: packs come from strangers.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::domain::pack::Question;
use crate::questionnaire::expression::{Compiler, Slot};

/// Of every knot of questions that wait for each other one shortest circle, by the first of its ids.
pub(super) fn find<'a>(
    questions: &BTreeMap<&'a str, &'a Question>,
    compiler: &Compiler,
) -> BTreeMap<&'a str, Vec<&'a str>> {
    let reads: BTreeMap<&str, Vec<&str>> = questions
        .iter()
        .map(|(id, question)| (*id, reads(question, questions, compiler)))
        .collect();
    knots(&reads)
        .into_iter()
        .filter_map(|knot| {
            let start = *knot.first()?;
            Some((start, shortest(start, &knot, &reads)?))
        })
        .collect()
}

/// The questions that the condition of a question reads, those that exist.
fn reads<'a>(
    question: &Question,
    questions: &BTreeMap<&'a str, &'a Question>,
    compiler: &Compiler,
) -> Vec<&'a str> {
    let Some(when) = question.when.as_deref() else {
        return Vec::new();
    };
    match compiler.compile(when, Slot::When).as_ref() {
        Ok(read) => {
            let ids = read.uses.answers.keys();
            ids.filter_map(|id| Some(*questions.get_key_value(id.as_str())?.0))
                .collect()
        }
        Err(_) => Vec::new(),
    }
}

/// A question on the way of the walk.
struct Visit<'a> {
    id: &'a str,
    /// How many of what it reads have been followed.
    followed: usize,
}

/// Sets of questions that can all be reached from each other (Tarjan 1972); single ones are among them.
fn knots<'a>(reads: &BTreeMap<&'a str, Vec<&'a str>>) -> Vec<BTreeSet<&'a str>> {
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut lowest: BTreeMap<&str, usize> = BTreeMap::new();
    let mut stack: Vec<&str> = Vec::new();
    let mut stacked: BTreeSet<&str> = BTreeSet::new();
    let mut knots = Vec::new();
    for root in reads.keys().copied() {
        if numbers.contains_key(root) {
            continue;
        }
        let mut walk = vec![Visit {
            id: root,
            followed: 0,
        }];
        while let Some(visit) = walk.last_mut() {
            let id = visit.id;
            if visit.followed == 0 && !numbers.contains_key(id) {
                let number = numbers.len();
                numbers.insert(id, number);
                lowest.insert(id, number);
                stack.push(id);
                stacked.insert(id);
            }
            let next = reads.get(id).and_then(|ids| ids.get(visit.followed));
            if let Some(next) = next.copied() {
                visit.followed += 1;
                match numbers.get(next) {
                    None => walk.push(Visit {
                        id: next,
                        followed: 0,
                    }),
                    Some(number) if stacked.contains(next) => lower(&mut lowest, id, *number),
                    Some(_) => {}
                }
                continue;
            }
            walk.pop();
            let low = lowest.get(id).copied().unwrap_or_default();
            if let Some(parent) = walk.last() {
                lower(&mut lowest, parent.id, low);
            }
            if numbers.get(id) == Some(&low) {
                let mut knot = BTreeSet::new();
                while let Some(member) = stack.pop() {
                    stacked.remove(member);
                    knot.insert(member);
                    if member == id {
                        break;
                    }
                }
                knots.push(knot);
            }
        }
    }
    knots
}

fn lower<'a>(lowest: &mut BTreeMap<&'a str, usize>, id: &'a str, number: usize) {
    let low = lowest.entry(id).or_insert(number);
    *low = number.min(*low);
}

/// The shortest way from a question back to itself within its knot; none for a question that waits for no circle.
fn shortest<'a>(
    start: &'a str,
    knot: &BTreeSet<&'a str>,
    reads: &BTreeMap<&'a str, Vec<&'a str>>,
) -> Option<Vec<&'a str>> {
    let mut from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(id) = queue.pop_front() {
        for next in reads.get(id).into_iter().flatten().copied() {
            if next == start {
                let mut path = vec![id];
                let mut at = id;
                while let Some(before) = from.get(at) {
                    path.push(before);
                    at = before;
                }
                path.reverse();
                return Some(path);
            }
            if knot.contains(next) && !from.contains_key(next) {
                from.insert(next, id);
                queue.push_back(next);
            }
        }
    }
    None
}
