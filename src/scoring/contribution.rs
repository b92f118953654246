//! What each item takes off the inherent risk, to the last basis point.

use super::credit::{Credit, End, Overall, WHOLE};
use super::{FULL, is_known};
use crate::domain::item::{Item, ItemReading};
use crate::domain::policy::ScorePolicy;
use crate::domain::score::Contribution;

/// Splits the reduction over the items in proportion to what each adds to the overall credit. Largest remainders get the
/// basis points that rounding leaves over, ties in the order of ids, so that the sum is exact and always the same.
pub(super) fn list(
    items: &[&Item],
    credits: &[Credit],
    overall: &Overall,
    inherent: u32,
    policy: &ScorePolicy,
) -> Vec<Contribution> {
    let reduction = overall.reduction(inherent, policy, End::Low);
    let parts: Vec<u128> = items
        .iter()
        .zip(credits)
        .map(|(item, credit)| part(item, credit, overall))
        .collect();
    let points = apportion(&parts, reduction);
    items
        .iter()
        .zip(credits)
        .zip(points)
        .map(|((item, credit), points)| {
            let (value, strength) = match item.reading {
                ItemReading::Known {
                    value, strength, ..
                } => (Some(value), Some(strength)),
                ItemReading::Unknown { .. } => (None, None),
            };
            Contribution {
                item: item.id.clone(),
                topic: item.topic.clone(),
                weight: item.weight,
                value,
                strength,
                credit: u32::try_from(credit.low / u64::from(FULL)).unwrap_or(FULL),
                points,
                potential: potential(item, credit, overall, inherent, policy, reduction),
            }
        })
        .collect()
}

/// What an item adds to the overall credit, on a common scale.
fn part(item: &Item, credit: &Credit, overall: &Overall) -> u128 {
    const SCALE: u128 = 1_000_000;
    debug_assert!(is_known(item) || credit.low == 0);
    let Some(position) = overall
        .topics
        .iter()
        .position(|sums| sums.topic == item.topic)
    else {
        return 0;
    };
    let sums = &overall.topics[position];
    let own =
        u128::from(item.weight) * u128::from(credit.low) * SCALE / u128::from(sums.weight.max(1));
    let mean = overall.mean_share() * u128::from(sums.share_weight) * own
        / u128::from(overall.share_weight().max(1));
    let weakest = if overall.weakest(End::Low) == Some(position) {
        (u128::from(FULL) - overall.mean_share()) * own
    } else {
        0
    };
    mean + weakest
}

/// Splits `total` in proportion to `parts`, exactly.
fn apportion(parts: &[u128], total: u32) -> Vec<u32> {
    let sum: u128 = parts.iter().sum();
    if sum == 0 {
        return vec![0; parts.len()];
    }
    // Parts are brought below 2^90 so that the product fits; proportions change by less than one in 2^60.
    let shift = (128 - sum.leading_zeros()).saturating_sub(90);
    let sum = sum >> shift;
    let exact: Vec<u128> = parts
        .iter()
        .map(|part| (part >> shift) * u128::from(total))
        .collect();
    let mut points: Vec<u32> = exact
        .iter()
        .map(|e| u32::try_from(e / sum).unwrap_or(0))
        .collect();
    let mut order: Vec<usize> = (0..parts.len()).filter(|i| parts[*i] > 0).collect();
    order.sort_by_key(|i| (std::cmp::Reverse(exact[*i] % sum), *i));
    let mut left = total - points.iter().sum::<u32>();
    for i in order.into_iter().cycle() {
        if left == 0 {
            break;
        }
        points[i] += 1;
        left -= 1;
    }
    points
}

/// What full credit for this item would take off in addition, everything else unchanged.
fn potential(
    item: &Item,
    credit: &Credit,
    overall: &Overall,
    inherent: u32,
    policy: &ScorePolicy,
    now: u32,
) -> u32 {
    let mut better = overall.clone();
    let Some(sums) = better
        .topics
        .iter_mut()
        .find(|sums| sums.topic == item.topic)
    else {
        return 0;
    };
    *sums = sums.raised(u64::from(item.weight) * (WHOLE - credit.low));
    better
        .reduction(inherent, policy, End::Low)
        .saturating_sub(now)
}

#[cfg(test)]
mod tests {
    use super::apportion;

    #[test]
    fn splits_exactly_and_gives_nothing_to_nothing() {
        assert_eq!(apportion(&[1, 1, 1], 100), [34, 33, 33]);
        assert_eq!(apportion(&[0, 5], 7), [0, 7]);
        assert_eq!(apportion(&[0, 0], 0), [0, 0]);
        assert_eq!(
            apportion(&[u128::MAX / 4, u128::MAX / 4], 9)
                .iter()
                .sum::<u32>(),
            9
        );
    }
}
