use vermerk_summary::Usage;

/// What a model costs, in millionths of the currency for a million tokens: 0.15 a million tokens is 150,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    /// For tokens read.
    pub input: u64,
    /// For tokens written.
    pub output: u64,
    /// What the batch lane costs of this, in percent.
    pub batch_percent: u32,
}

impl Price {
    /// What this usage costs, in millionths of the currency, rounded up.
    pub fn cost_micros(&self, usage: Usage) -> u64 {
        self.percent_micros(usage, 100)
    }

    /// The same on the batch lane.
    pub fn batch_cost_micros(&self, usage: Usage) -> u64 {
        self.percent_micros(usage, self.batch_percent)
    }

    /// Amounts beyond what fits stay at the highest, which no budget allows.
    fn percent_micros(&self, usage: Usage, percent: u32) -> u64 {
        let product = |tokens: u64, price: u64| u128::from(tokens) * u128::from(price);
        let sum = product(usage.prompt_tokens, self.input)
            .saturating_add(product(usage.completion_tokens, self.output))
            .saturating_mul(percent.into());
        u64::try_from(sum.div_ceil(100_000_000)).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_whole_and_never_too_low() {
        let price = Price { input: 150_000, output: 600_000, batch_percent: 50 };
        let cost = |prompt_tokens, completion_tokens| price.cost_micros(Usage { prompt_tokens, completion_tokens });
        assert_eq!(cost(0, 0), 0);
        assert_eq!(cost(1, 0), 1, "0.15 is rounded up");
        assert_eq!(cost(1_000_000, 1_000_000), 750_000);
        assert_eq!(cost(3000, 300), 450 + 180);
        assert_eq!(price.batch_cost_micros(Usage { prompt_tokens: 3000, completion_tokens: 300 }), 315);
        let dear = Price { input: u64::MAX, ..price };
        assert_eq!(dear.cost_micros(Usage { prompt_tokens: u64::MAX, completion_tokens: 0 }), u64::MAX);
    }
}
