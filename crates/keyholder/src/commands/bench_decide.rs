use std::path::PathBuf;

use crate::output::Outcome;

/// Times decisions beside Cedar's, interleaved in one process, and prints the ratios
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The folder of the charter [default: the bundled one]
    #[arg(long, value_name = "DIR")]
    charter: Option<PathBuf>,
    /// How many rounds of the two in turn
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u32).range(3..=1_001))]
    rounds: u32,
    /// How many asks one round of ours decides; Cedar decides a tenth of them
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u32).range(100..=100_000))]
    asks: u32,
}

#[cfg(not(feature = "cedar"))]
pub(crate) fn run(_args: &Args) -> anyhow::Result<Outcome> {
    anyhow::bail!(
        "this program was built without its peer; in the repository, type \
         `cargo run --release --features cedar -- bench decide`"
    )
}

#[cfg(feature = "cedar")]
pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    with_cedar::run(args)
}

#[cfg(feature = "cedar")]
mod with_cedar {
    use std::hint::black_box;
    use std::time::Instant;

    use charter::File;
    use gate::cedar::{Asks, Oracle};
    use gate::{Ask, Facts, Gate};

    use super::{Args, Outcome};
    use crate::output::print;
    use crate::{charters, today};

    pub(super) fn run(args: &Args) -> anyhow::Result<Outcome> {
        let charter = charters::load(args.charter.as_deref())?;
        let oracle = Oracle::new(charter.files().iter().map(File::text))?;
        let gate = Gate::new(charter);
        let today = today::today();
        let mut stream = Asks::new(gate.charter(), 1);
        let named: Vec<_> = (0..args.asks).map(|_| stream.ask()).collect();
        let ours: Vec<(Ask, Facts)> =
            named.iter().map(|ask| gate.read(ask, today)).collect::<Result<_, _>>()?;
        // Cedar answers for one category at a time; ours decides all of an ask at once.
        let theirs: Vec<_> = named
            .iter()
            .take(ours.len() / 10)
            .flat_map(|ask| ask.data.iter().map(move |category| (ask, category)))
            .map(|(ask, category)| oracle.request(ask, category, today))
            .collect::<Result<_, _>>()?;
        let mut rounds = Vec::new();
        for _ in 0..args.rounds {
            let decided = nanoseconds(ours.len(), || {
                for (ask, facts) in &ours {
                    black_box(gate.decide(black_box(ask), black_box(facts)));
                }
            });
            let explained = nanoseconds(ours.len(), || {
                for (ask, facts) in &ours {
                    black_box(gate.explain(black_box(ask), black_box(facts)));
                }
            });
            let cedar = nanoseconds(theirs.len(), || {
                for request in &theirs {
                    black_box(oracle.allows(black_box(request)));
                }
            });
            rounds.push([decided, explained, cedar, cedar / decided, explained / decided]);
        }
        let of = |column: usize| {
            let mut figures: Vec<f64> = rounds.iter().map(|round| round[column]).collect();
            figures.sort_by(f64::total_cmp);
            (figures[0], figures[figures.len() / 2], figures[figures.len() - 1])
        };
        let mut text = format!(
            "{} asks over `{}`, {} rounds of the three in turn (minimum, median, maximum)\n",
            args.asks,
            gate.charter().head().name,
            args.rounds
        );
        for (name, column, unit) in [
            ("one decision, every category of the ask", 0, "ns"),
            ("one decision with its explanation", 1, "ns"),
            ("Cedar, one category, prebuilt request", 2, "ns"),
            ("ratio: Cedar / ours", 3, "times"),
            ("ratio: explained / not", 4, "times"),
        ] {
            let (least, median, most) = of(column);
            text += &format!("{name:<42} {least:>12.1} {median:>12.1} {most:>12.1} {unit}\n");
        }
        print(&text)?;
        Ok(Outcome::Clean)
    }

    /// Nanoseconds for each of `count` things that `work` does, the second time: what ran before in
    /// the same round has filled the processor's caches with its own.
    #[expect(clippy::cast_precision_loss, reason = "counts and times here are far below 2^52")]
    fn nanoseconds(count: usize, work: impl Fn()) -> f64 {
        work();
        let start = Instant::now();
        work();
        start.elapsed().as_nanos() as f64 / count.max(1) as f64
    }
}
