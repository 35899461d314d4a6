using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace FedPrune.Actors.Faults;

/// <summary>The faults of a run. The same plan and seed make the same things go wrong.</summary>
/// <param name="Rules">Any number.</param>
public sealed partial record FaultPlan(ImmutableArray<FaultRule> Rules)
{
    /// <summary>Nothing goes wrong.</summary>
    public static FaultPlan None { get; } = new([]);

    /// <summary>The plan with one more rule.</summary>
    public FaultPlan With(FaultRule rule) => new(Rules.Add(rule));

    /// <summary>
    /// Reads <c>kind key=value …; kind …</c>, kinds in kebab case, e.g. <c>crash-during share=0.1 rounds=3-7; slow factor=20
    /// devices=2,5-8</c>. Keys are those of <see cref="FaultRule"/>, <c>rounds</c> counts from 1.
    /// </summary>
    /// <exception cref="FormatException">It is none; the message says where and what is allowed.</exception>
    public static FaultPlan Parse(string text)
    {
        var rules = text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Rule);
        return new FaultPlan([.. rules]);
    }

    /// <summary>The name of a kind: that of its member, in kebab case.</summary>
    public static string NameOf(FaultKind kind) => WordStart().Replace(kind.ToString(), "-$0").ToLowerInvariant();

    /// <summary>The text that <see cref="Parse"/> reads as this plan.</summary>
    public override string ToString() => string.Join("; ", Rules.Select(Text));

    private static FaultRule Rule(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var kinds = Enum.GetValues<FaultKind>();
        var kind = Array.FindIndex(kinds, k => NameOf(k) == words[0]);
        if (kind < 0)
            throw new FormatException($"'{words[0]}' is no fault; there are {string.Join(", ", kinds.Select(NameOf))}");
        return words[1..].Aggregate(DefaultOf(kinds[kind]), With);
    }

    // What explodes is far beyond what anybody would believe.
    private static FaultRule DefaultOf(FaultKind kind) => new(kind) { Factor = kind == FaultKind.Exploding ? 1e8 : 10 };

    private static FaultRule With(FaultRule rule, string word)
    {
        try
        {
            return word.Split('=') switch
            {
                ["devices", var devices] => rule with { Devices = [.. devices.Split(',').SelectMany(Range)] },
                ["rounds", var rounds] => rule with { From = Ends(rounds).First - 1, Until = Ends(rounds).Last - 1 },
                ["share", var share] => rule with { Share = Number(share) },
                ["chance", var chance] => rule with { Chance = Number(chance) },
                ["factor", var factor] => rule with { Factor = Number(factor) },
                ["seconds", var seconds] => rule with { Seconds = Number(seconds) },
                ["times", var times] => rule with { Times = Whole(times) },
                _ => throw new FormatException("allowed are devices, rounds, share, chance, factor, seconds and times, each with =value"),
            };
        }
        catch (Exception e) when (e is FormatException or ArgumentOutOfRangeException or OverflowException)
        {
            throw new FormatException($"{NameOf(rule.Kind)} {word}: {e.Message}", e);
        }
    }

    private static IEnumerable<int> Range(string text) => Ends(text) is var (first, last) && last >= first && last - first < 10_000_000
        ? Enumerable.Range(first, last - first + 1)
        : throw new FormatException($"{text} is no range");

    private static (int First, int Last) Ends(string text) => text.Split('-') switch
    {
        [var one] => (Whole(one), Whole(one)),
        [var first, var last] => (Whole(first), Whole(last)),
        _ => throw new FormatException($"{text} is no range"),
    };

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static int Whole(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Text(FaultRule rule)
    {
        var plain = DefaultOf(rule.Kind);
        var words = new List<string> { NameOf(rule.Kind) };
        if (!rule.Devices.IsEmpty)
            words.Add("devices=" + string.Join(',', rule.Devices));
        if (rule.From > 0 || rule.Until < int.MaxValue)
            words.Add(string.Create(CultureInfo.InvariantCulture, $"rounds={rule.From + 1}-{(rule.Until < int.MaxValue ? rule.Until + 1 : int.MaxValue)}"));
        Add("share", rule.Share, plain.Share);
        Add("chance", rule.Chance, plain.Chance);
        Add("factor", rule.Factor, plain.Factor);
        Add("seconds", rule.Seconds, plain.Seconds);
        Add("times", rule.Times, plain.Times);
        return string.Join(' ', words);

        void Add(string key, double value, double otherwise)
        {
            if (value != otherwise)
                words.Add(string.Create(CultureInfo.InvariantCulture, $"{key}={value:R}"));
        }
    }

    [GeneratedRegex("(?<!^)[A-Z]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WordStart();
}
