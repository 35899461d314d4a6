namespace FedPrune.Model.Contribution;

/// <summary>How the trade-off coefficient moves over the rounds.</summary>
public enum TradeOffSchedule
{
    /// <summary><c>λ_t = λ₀</c></summary>
    Constant,

    /// <summary><c>λ_t = λ₀ + (1 − λ₀)·t/T</c></summary>
    Linear,

    /// <summary><c>λ_t = 1 − (1 − λ₀)/2·(1 + cos(πt/T))</c></summary>
    Cosine,

    /// <summary><c>λ_t = λ₀·min(1, t/(T/10))</c></summary>
    WarmUp,
}

/// <summary>λ_t, between data size (0) and contribution (1) as the measure of an update's weight.</summary>
/// <param name="Initial">λ₀, the initial trade-off coefficient, in [0, 1].</param>
/// <param name="Schedule">How it moves.</param>
public sealed record TradeOff(double Initial, TradeOffSchedule Schedule)
{
    /// <summary>λ_t in round <paramref name="round"/> of <paramref name="rounds"/>.</summary>
    public double At(int round, int rounds) => Schedule switch
    {
        TradeOffSchedule.Constant => Initial,
        TradeOffSchedule.Linear => Initial + ((1 - Initial) * round / rounds),
        TradeOffSchedule.Cosine => 1 - ((1 - Initial) / 2 * (1 + Math.Cos(Math.PI * round / rounds))),
        TradeOffSchedule.WarmUp => Initial * Math.Min(1, round / (rounds / 10.0)),
        _ => throw new NotSupportedException($"no rule for schedule {Schedule}"),
    };
}
