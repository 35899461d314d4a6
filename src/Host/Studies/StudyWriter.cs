using System.Globalization;
using System.Text;

namespace FedPrune.Host.Studies;

/// <summary>Writes a resolved study so that reading it gives the same study, whatever becomes of the defaults.</summary>
internal static class StudyWriter
{
    /// <summary>Ends the names of files that hold a resolved study.</summary>
    public const string Suffix = ".study.conf";

    /// <summary>The study as HOCON, without scales.</summary>
    public static string Write(Study study)
    {
        var text = new StringBuilder();
        text.AppendLine("study {");
        Line("title", Quoted(study.Title));
        Line("asks", Quoted(study.Asks));
        Line("scale", Quoted(study.Scale.Length == 0 ? "own" : study.Scale));
        Line("experiment", Quoted(study.Experiment));
        Line("budget", "[]");
        Line("set", List(study.Set));
        Line("arms", List(study.Arms.Select(arm => arm.ToString())));
        Line("conditions", List(study.Conditions.Select(condition => condition.ToString())));
        Line("contributions", study.Contributions ? "on" : "off");
        Line("reference", Quoted(study.Reference));
        Line("seeds", Number(study.Seeds));
        Line("first-seed", Number(study.FirstSeed));
        Line("tuning.key", Quoted(study.Tuning.Key));
        Line("tuning.grid", List(study.Tuning.Grid));
        Line("tuning.seeds", Number(study.Tuning.Seeds));
        Line("tuning.first-seed", Number(study.Tuning.FirstSeed));
        Line("tuning.per", study.Tuning.Per.ToString().ToLowerInvariant());
        Line("tuning.set", List(study.Tuning.Set));
        Line("measures", List(study.Measures));
        Line("budgets", $"[{string.Join(", ", study.Budgets.Select(Number))}]");
        Line("targets", $"[{string.Join(", ", study.Targets.Select(Number))}]");
        Line("charts", List(study.Charts));
        Line("axis", Quoted(study.Axis));
        text.AppendLine("}");
        return text.ToString();

        void Line(string key, string value) => text.Append("  ").Append(key).Append(" = ").AppendLine(value);
    }

    private static string List(IEnumerable<string> items) => $"[{string.Join(", ", items.Select(Quoted))}]";

    private static string Quoted(string text) =>
        "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    private static string Number<T>(T value) where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
