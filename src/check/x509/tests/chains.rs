//! Chains, a real one and some made here.

use rcgen::KeyPair;

use super::super::chain::{Chain, End, issuer_url};
use super::super::{Weakness, find_weakness};
use super::{authority, below, foreign, issue};

#[test]
fn chains_are_taken_apart() {
    let root = authority("Wortel");
    let middle = below("Midden", &root);
    let other = authority("Ander");
    // The same name with another key: its signature does not hold.
    let double = below("Midden", &root);
    let leaf = issue(&middle, &KeyPair::generate().expect("key"), None);
    let of = |ders: &[&[u8]]| {
        let ders: Vec<Option<Vec<u8>>> = ders.iter().map(|der| Some(der.to_vec())).collect();
        Chain::read(&ders).expect("a leaf").shape()
    };
    let (leaf, middle, root, other, double) = (
        &leaf[..],
        &middle.der()[..],
        &root.der()[..],
        &other.der()[..],
        &double.der()[..],
    );

    let good = of(&[leaf, middle]);
    assert_eq!(good.end, End::Open(1));
    assert!(!good.issuer_first && good.misplaced.is_empty() && good.unrelated.is_empty());
    let whole = of(&[leaf, middle, root]);
    assert_eq!((whole.end, &whole.roots[..]), (End::Root, &[2][..]));
    assert_eq!(of(&[leaf]).end, End::Open(0));
    assert_eq!(of(&[leaf, root, middle]).misplaced, [1]);
    assert_eq!(of(&[leaf, middle, middle]).duplicates, [2]);
    assert_eq!(of(&[leaf, middle, other]).unrelated, [2]);
    let double = of(&[leaf, double]);
    assert_eq!(
        (&double.unrelated[..], double.end),
        (&[1][..], End::Open(0))
    );
    assert!(of(&[middle, leaf]).issuer_first);
    let broken = of(&[leaf, b"\x30\x00", middle]);
    assert_eq!(
        (&broken.unreadable[..], broken.end),
        (&[1][..], End::Open(2))
    );
    assert!(Chain::read(&[Some(vec![0x30, 0])]).is_none());
    assert!(Chain::read(&[]).is_none());
}

#[test]
fn a_real_chain_is_one() {
    let ders: Vec<Option<Vec<u8>>> = [
        &foreign!("letsencrypt-2026-1")[..],
        foreign!("letsencrypt-2026-2"),
        foreign!("letsencrypt-2026-3"),
    ]
    .iter()
    .map(|der| Some(der.to_vec()))
    .collect();
    let chain = Chain::read(&ders).expect("a leaf");
    let shape = chain.shape();
    assert_eq!(shape.end, End::Open(2));
    assert!(shape.unrelated.is_empty() && shape.misplaced.is_empty() && shape.roots.is_empty());
    assert!(chain.claims_public_issue());
    let leaf = chain.leaf().expect("leaf");
    assert!(issuer_url(leaf).expect("a URL").starts_with("http://"));
    assert_eq!(
        find_weakness(&[0xff; 256], &[1, 0, 1]),
        Some(Weakness::SmallFactor(3))
    );
}
