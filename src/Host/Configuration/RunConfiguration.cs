using Akka.Configuration;

namespace FedPrune.Host.Configuration;

/// <summary>A run's whole configuration: command line over experiment file over reference.</summary>
internal sealed class RunConfiguration
{
    private RunConfiguration(Config config, string experiment)
    {
        (Config, ExperimentName) = (config, experiment);
        Settings = new Settings(config);
    }

    public Config Config { get; }

    public string ExperimentName { get; }

    public Settings Settings { get; }

    /// <summary>Resolves an experiment and the overrides of the command line.</summary>
    /// <param name="experiment">Name or path.</param>
    /// <param name="overrides"><c>key=value</c>, keys dotted and full, e.g. <c>fedprune.rounds=5</c>.</param>
    /// <exception cref="UserException">Something is unknown or malformed.</exception>
    public static RunConfiguration Resolve(string experiment, IReadOnlyList<string> overrides)
    {
        var reference = HoconFiles.Reference();
        var file = HoconFiles.Experiment(experiment);
        ConfigKeys.RequireKnown(file, reference, experiment);
        var commandLine = HoconFiles.Parse(string.Join('\n', overrides.Select(Assignment)), "--set");
        ConfigKeys.RequireKnown(commandLine, reference, "--set");
        return new RunConfiguration(
            commandLine.WithFallback(file).WithFallback(reference), Path.GetFileNameWithoutExtension(experiment));
    }

    /// <summary>The configuration that a run wrote.</summary>
    public static RunConfiguration Of(string path)
    {
        var reference = HoconFiles.Reference();
        var written = HoconFiles.ReadFile(path);
        ConfigKeys.RequireKnown(written, reference, path);
        return new RunConfiguration(written.WithFallback(reference), "resumed");
    }

    /// <summary>Every <c>fedprune</c> key and value: read again, it reproduces the run.</summary>
    public string ToHocon() =>
        string.Join('\n', ConfigKeys.Leaves(Config).Select(leaf => $"{leaf.Key} = {Quoted(leaf.Value)}")) + "\n";

    private static string Assignment(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
            throw UserException.Usage($"--set {text}: write key=value, e.g. --set fedprune.rounds=5");
        var key = text[..equals].Trim();
        if (!key.StartsWith("fedprune.", StringComparison.Ordinal) && !key.StartsWith("akka.", StringComparison.Ordinal))
            key = "fedprune." + key;
        return $"{key} = {Quoted(text[(equals + 1)..].Trim())}";
    }

    private static string Quoted(string value) =>
        "\"" + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
