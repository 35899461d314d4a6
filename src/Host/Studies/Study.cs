using System.Collections.Immutable;

namespace FedPrune.Host.Studies;

/// <summary>One of the things that a study puts side by side: a name and the keys that make it.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Overrides"><c>key=value</c>.</param>
internal sealed record Variant(string Name, ImmutableArray<string> Overrides)
{
    /// <summary>Reads <c>name: key=value key=value</c>, or a bare algorithm's name.</summary>
    /// <exception cref="UserException">It is neither.</exception>
    public static Variant Parse(string text)
    {
        var colon = text.IndexOf(": ", StringComparison.Ordinal);
        var (name, rest) = colon < 0 ? (text.TrimEnd(':').Trim(), "") : (text[..colon].Trim(), text[(colon + 2)..].Trim());
        if (name.Length == 0)
            throw UserException.Usage($"'{text}' has no name: write 'name: key=value key=value'");
        string[] overrides = rest.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (colon < 0 && name.Contains('=', StringComparison.Ordinal))
            throw UserException.Usage($"'{text}' has no name: write 'name: {text}'");
        if (overrides.FirstOrDefault(o => o.IndexOf('=', StringComparison.Ordinal) <= 0) is { } wrong)
            throw UserException.Usage($"'{text}': '{wrong}' is not key=value");
        return new Variant(name, [.. overrides]);
    }

    /// <summary>As <see cref="Parse"/>, where a bare name is that of an algorithm.</summary>
    public static Variant ParseArm(string text) =>
        Parse(text) is var arm && arm.Overrides.IsEmpty ? arm with { Overrides = [$"algorithm={arm.Name}"] } : arm;

    /// <summary>The value that it gives a key; null if it gives none.</summary>
    public string? ValueOf(string key) => Overrides
        .Select(o => o.Split('=', 2))
        .LastOrDefault(pair => Full(pair[0]) == Full(key))?[1];

    public override string ToString() => Overrides.IsEmpty ? $"{Name}:" : $"{Name}: {string.Join(' ', Overrides)}";

    private static string Full(string key) => key.StartsWith("fedprune.", StringComparison.Ordinal) ? key : "fedprune." + key;
}

/// <summary>What a value is tuned for.</summary>
internal enum TuningPer
{
    /// <summary>Each arm, under what the study has in common.</summary>
    Arm,

    /// <summary>Arms of one algorithm together, by the first of them.</summary>
    Algorithm,

    /// <summary>Each arm under each condition.</summary>
    Cell,
}

/// <summary>How the arms are tuned: each over the same grid, on images and seeds that no result is reported on.</summary>
internal sealed record Tuning
{
    public static Tuning Off { get; } = new() { Grid = [] };

    public string Key { get; init; } = "training.learning-rate";

    /// <summary>The values tried; empty for no tuning.</summary>
    public required ImmutableArray<string> Grid { get; init; }

    /// <summary>How many seeds, and the first of them.</summary>
    public int Seeds { get; init; } = 1;

    public int FirstSeed { get; init; } = 101;

    /// <summary>What has a value of its own.</summary>
    public TuningPer Per { get; init; }

    /// <summary>Overrides of the tuning runs, e.g. the noise that is tuned under; they go over those of the study and the arm.</summary>
    public ImmutableArray<string> Set { get; init; } = [];
}

/// <summary>A table of the evaluation, declared as data.</summary>
internal sealed record Study
{
    /// <summary>What files and the command line call it.</summary>
    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>The question it answers, in a sentence.</summary>
    public string Asks { get; init; } = "";

    /// <summary>How large it is, e.g. <c>quick</c>.</summary>
    public string Scale { get; init; } = "";

    /// <summary>The experiment that all runs begin from.</summary>
    public required string Experiment { get; init; }

    /// <summary>Overrides of all runs.</summary>
    public ImmutableArray<string> Set { get; init; } = [];

    /// <summary>What is compared: rows of the table.</summary>
    public required ImmutableArray<Variant> Arms { get; init; }

    /// <summary>Under what it is compared: groups of rows.</summary>
    public required ImmutableArray<Variant> Conditions { get; init; }

    /// <summary>Whether arms are ways to score devices, all asked of the same runs (<see cref="Validity.ContributionMethod"/>).</summary>
    public bool Contributions { get; init; }

    /// <summary>The arm that the others are paired with.</summary>
    public required string Reference { get; init; }

    public int Seeds { get; init; } = 5;

    public int FirstSeed { get; init; } = 1;

    public required Tuning Tuning { get; init; }

    /// <summary>The measures in the table, the first one being that of the paired differences.</summary>
    public required ImmutableArray<string> Measures { get; init; }

    /// <summary>Budgets, as shares of what the reference spends in its whole run.</summary>
    public ImmutableArray<double> Budgets { get; init; } = [1];

    /// <summary>Accuracies whose time is taken.</summary>
    public ImmutableArray<double> Targets { get; init; } = [];

    /// <summary>The charts beside the table.</summary>
    public ImmutableArray<string> Charts { get; init; } = [];

    /// <summary>What the conditions have in common, for the axis of a chart; empty if they are no axis.</summary>
    public string Axis { get; init; } = "";

    public IEnumerable<int> SeedNumbers => Enumerable.Range(FirstSeed, Seeds);
}
