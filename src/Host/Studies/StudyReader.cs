using System.Collections.Immutable;
using System.Globalization;
using Akka.Configuration;
using FedPrune.Host.Studies.Validity;

namespace FedPrune.Host.Studies;

/// <summary>From HOCON to a study: the scale's values over the study's own over the defaults.</summary>
internal sealed class StudyReader
{
    private const string Section = "study", Scales = "scales";

    private static readonly string[] Keys =
    [
        "title", "asks", "experiment", "set", "arms", "conditions", "reference", "seeds", "first-seed", "tuning", "measures", "budgets",
        "targets", "charts", "axis", "budget", "scale", "contributions", Scales,
    ];

    private static readonly string[] TuningKeys = ["key", "grid", "seeds", "first-seed", "per", "set"];

    private readonly string _source;
    private readonly string _scale;
    private readonly Config _config;

    private StudyReader(string source, string scale, Config config) => (_source, _scale, _config) = (source, scale, config);

    /// <summary>The scales that the defaults declare.</summary>
    public static IEnumerable<string> ScaleNames() =>
        StudyFiles.Reference().GetConfig($"{Section}.{Scales}").Root.GetObject().Items.Keys;

    /// <summary>Reads a study that ships, or a user's file.</summary>
    /// <param name="nameOrPath">As <see cref="StudyFiles.Find"/> gave it.</param>
    /// <param name="scale">One of <see cref="ScaleNames"/>.</param>
    /// <exception cref="UserException">A key or value is not allowed.</exception>
    public static Study Read(string nameOrPath, string scale)
    {
        var file = StudyFiles.Read(nameOrPath);
        if (file.GetConfig(Section) is not { IsEmpty: false } own)
            throw UserException.Usage($"{nameOrPath}: it has no section '{Section}'");
        RequireKnown(nameOrPath, own, Keys);
        var all = own.WithFallback(StudyFiles.Reference().GetConfig(Section));
        if (own.GetString("scale") is { Length: > 0 } settled)
            return new StudyReader(nameOrPath, settled, all).Study(); // it says itself how large it is
        if (!ScaleNames().Contains(scale, StringComparer.Ordinal))
            throw UserException.Usage($"there is no scale '{scale}'; allowed are {string.Join(", ", ScaleNames())}");
        RequireKnown($"{nameOrPath}, scale {scale}", all.GetConfig($"{Scales}.{scale}"), Keys);
        return new StudyReader(nameOrPath, scale, all.GetConfig($"{Scales}.{scale}").WithFallback(all)).Study();
    }

    private Study Study()
    {
        ImmutableArray<Variant> arms = [.. List("arms").Select(Variant.ParseArm)];
        ImmutableArray<Variant> conditions = [.. List("conditions").Select(Variant.Parse)];
        RequireDistinct("arms", arms);
        RequireDistinct("conditions", conditions);
        var reference = Text("reference");
        if (!arms.Any(arm => arm.Name == reference))
            reference = arms[^1].Name;
        var study = new Study
        {
            Name = NameOf(_source),
            Title = Text("title"),
            Asks = Text("asks"),
            Scale = _scale,
            Experiment = Text("experiment"),
            Set = [.. List("budget"), .. List("set")],
            Arms = arms,
            Conditions = conditions,
            Contributions = Switch("contributions"),
            Reference = reference,
            Seeds = Whole("seeds", 1),
            FirstSeed = Whole("first-seed", 0),
            Tuning = Tuning(),
            Measures = [.. List("measures")],
            Budgets = Numbers("budgets"),
            Targets = Numbers("targets"),
            Charts = [.. List("charts")],
            Axis = Text("axis"),
        };
        return Checked(study);
    }

    private Tuning Tuning()
    {
        RequireKnown($"{_source}, tuning", _config.GetConfig("tuning"), TuningKeys);
        return new Tuning
        {
            Key = Text("tuning.key"),
            Grid = [.. List("tuning.grid")],
            Seeds = Whole("tuning.seeds", 1),
            FirstSeed = Whole("tuning.first-seed", 0),
            Per = Text("tuning.per") switch
            {
                "arm" => TuningPer.Arm,
                "algorithm" => TuningPer.Algorithm,
                "cell" => TuningPer.Cell,
                var other => throw NotAllowed("tuning.per", other, "arm, algorithm, cell"),
            },
            Set = [.. List("tuning.set")],
        };
    }

    // What is wrong with a study is to be found before anything is trained.
    private Study Checked(Study study)
    {
        if (study.Measures.IsEmpty)
            throw NotAllowed("measures", "[]", string.Join(", ", Measure.Names));
        foreach (var measure in study.Measures)
            _ = Measure.Named(measure, study).Count();
        if (study.Charts.FirstOrDefault(chart => !Studies.Charts.Names.Contains(chart)) is { } unknown)
            throw NotAllowed("charts", unknown, string.Join(", ", Studies.Charts.Names));
        if (study.Contributions && study.Arms.FirstOrDefault(arm => !ContributionMethod.Names.Contains(arm.Name)) is { } stranger)
            throw NotAllowed("arms", stranger.Name, string.Join(", ", ContributionMethod.Names));
        var reported = study.SeedNumbers.Select(s => s.ToString(CultureInfo.InvariantCulture));
        var tuned = Enumerable.Range(study.Tuning.FirstSeed, study.Tuning.Seeds).Select(s => s.ToString(CultureInfo.InvariantCulture));
        return study.Tuning.Grid.IsEmpty || !reported.Intersect(tuned).Any()
            ? study
            : throw UserException.Usage($"{_source}: seeds {string.Join(", ", reported.Intersect(tuned))} are both tuned and reported on: set tuning.first-seed apart from first-seed");
    }

    private void RequireDistinct(string key, ImmutableArray<Variant> variants)
    {
        if (variants.IsEmpty)
            throw NotAllowed(key, "[]", "at least one 'name: key=value key=value'");
        if (variants.GroupBy(v => v.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw UserException.Usage($"{_source}: study.{key} names '{twice.Key}' twice");
    }

    private static string NameOf(string source) => source.EndsWith(StudyWriter.Suffix, StringComparison.Ordinal)
        ? Path.GetFileName(source)[..^StudyWriter.Suffix.Length]
        : Path.GetFileNameWithoutExtension(source);

    private string Text(string key) => _config.GetString(key) ?? "";

    private IList<string> List(string key) => _config.HasPath(key) ? _config.GetStringList(key) : [];

    private bool Switch(string key) => Text(key) switch
    {
        "on" or "true" => true,
        "off" or "false" => false,
        var other => throw NotAllowed(key, other, "on, off"),
    };

    private int Whole(string key, int least) =>
        int.TryParse(Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least
            ? value
            : throw NotAllowed(key, Text(key), $"a whole number from {least}");

    private ImmutableArray<double> Numbers(string key) =>
    [
        .. List(key).Select(text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value > 0
            ? value
            : throw NotAllowed(key, text, "numbers above 0")),
    ];

    private UserException NotAllowed(string key, string value, string allowed) =>
        UserException.Usage($"{_source}: study.{key} = {value}: allowed is {allowed}");

    private static void RequireKnown(string source, Config config, string[] known)
    {
        if (config?.Root is not { } root || !root.IsObject())
            return;
        if (root.GetObject().Items.Keys.FirstOrDefault(key => !known.Contains(key)) is { } unknown)
            throw UserException.Usage($"{source}: there is no key 'study.{unknown}'; allowed are {string.Join(", ", known)}");
    }
}
