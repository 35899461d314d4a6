namespace FedPrune.Actors.Rounds;

/// <summary>Who is asked, when a round is over, and what becomes of those who come later.</summary>
/// <remarks>With everything at its default a round asks the cohort, uniformly drawn, and waits for all of it or the deadline.</remarks>
public sealed record RoundPolicy
{
    /// <summary>Virtual seconds until the next attempt, where nobody could be asked and nothing else ends a round.</summary>
    public const double IdleSeconds = 60;

    /// <summary>How devices are chosen.</summary>
    public SelectionRule Selection { get; init; } = new UniformSelection();

    /// <summary>How many times the cohort is asked; the round is over when as many as the cohort have answered.</summary>
    public double OverSelection { get; init => field = value >= 1 ? value : throw NotAllowed("over-selection", value, "from 1"); } = 1;

    /// <summary>
    /// Devices at work at the same time in asynchronous training (FedBuff, Nguyen et al., 2022), where a round is over when
    /// as many as the cohort have come in, whenever they were asked; 0 where training is synchronous.
    /// </summary>
    /// <remarks>A device that has delivered is replaced when the round is over, not before.</remarks>
    public int Concurrency { get; init => field = value >= 0 ? value : throw NotAllowed("concurrency", value, "from 0"); }

    /// <summary>Whether updates that come after their round enter a later one.</summary>
    public bool KeepsLate { get; init; }

    /// <summary>a in the weight (1 + τ)^−a of an update that is τ rounds old.</summary>
    public double StalenessExponent { get; init => field = value >= 0 ? value : throw NotAllowed("staleness exponent", value, "from 0"); } = 0.5;

    /// <summary>Updates older than so many rounds are dropped.</summary>
    public int MostStaleness { get; init => field = value >= 1 ? value : throw NotAllowed("staleness", value, "from 1"); } = 20;

    public bool Asynchronous => Concurrency > 0;

    /// <summary>Whether an update may enter a later round than its own.</summary>
    public bool TakesLate => KeepsLate || Asynchronous;

    /// <summary>How many devices a round asks.</summary>
    /// <param name="cohort">K.</param>
    /// <param name="devices">Of the run.</param>
    /// <param name="underway">Devices whose updates are still awaited.</param>
    public int Asked(int cohort, int devices, int underway) => Asynchronous
        ? Math.Clamp(Concurrency - underway, 0, devices)
        : (int)Math.Min(devices, Math.Ceiling(OverSelection * cohort));

    /// <summary>Answers after which a round is over; 0 where it waits for all.</summary>
    public int Goal(int cohort) => Asynchronous || OverSelection > 1 ? cohort : 0;

    private static ArgumentOutOfRangeException NotAllowed(string what, double value, string allowed) =>
        new(what, value, $"the {what} of a round is {allowed}");
}
