using System.Collections.Immutable;

namespace FedPrune.Host.Studies;

/// <summary>The charts that a study may ask for.</summary>
internal static class Charts
{
    /// <summary>The words that a study may put in <c>charts</c>.</summary>
    public static ImmutableArray<string> Names { get; } = ["bytes", "flops", "time", "pareto", "conditions", "agreement", "run"];
}
