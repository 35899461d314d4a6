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
    public static RunConfiguration Resolve(string experiment, IReadOnlyList<string> overrides) => Resolve(experiment, overrides, null);

    /// <summary>Resolves an experiment, the overrides of the command line, and what a node's file says over the experiment.</summary>
    /// <param name="experiment">Name or path.</param>
    /// <param name="overrides"><c>key=value</c>.</param>
    /// <param name="node">The node's file and its name; null for none.</param>
    /// <exception cref="UserException">Something is unknown or malformed.</exception>
    public static RunConfiguration Resolve(string experiment, IReadOnlyList<string> overrides, (Config Config, string Name)? node)
    {
        var reference = HoconFiles.Reference();
        var file = HoconFiles.Experiment(experiment);
        ConfigKeys.RequireKnown(file, reference, experiment);
        var commandLine = HoconFiles.Parse(string.Join('\n', overrides.Select(Assignment)), "--set");
        ConfigKeys.RequireKnown(commandLine, reference, "--set");
        if (node is { } own)
        {
            ConfigKeys.RequireKnown(own.Config, reference, own.Name);
            file = own.Config.WithFallback(file);
        }
        return new RunConfiguration(
            commandLine.WithFallback(file).WithFallback(reference), Path.GetFileNameWithoutExtension(experiment));
    }

    /// <summary>The configuration that a run wrote.</summary>
    public static RunConfiguration Of(string path) => Resolve(path, []);

    /// <summary>The experiment of a cluster's server, with what is an edge node's own affair as that says.</summary>
    /// <param name="text">What the server sent.</param>
    /// <param name="own">The edge node's own configuration.</param>
    public static RunConfiguration Sent(string text, RunConfiguration own)
    {
        var reference = HoconFiles.Reference();
        var sent = HoconFiles.Parse(text, "the server's configuration");
        ConfigKeys.RequireKnown(sent, reference, "the server's configuration");
        var local = HoconFiles.Parse(Text(ConfigKeys.Leaves(own.Config).Where(leaf => IsOwn(leaf.Key))), "this node's configuration");
        return new RunConfiguration(local.WithFallback(sent).WithFallback(reference), "cluster");
    }

    /// <summary>A node's own configuration.</summary>
    /// <param name="file">Its file; null for none.</param>
    /// <param name="overrides"><c>key=value</c>.</param>
    public static RunConfiguration OfNode(string? file, IReadOnlyList<string> overrides) =>
        Resolve("quick", overrides, file is null ? null : (HoconFiles.NodeFile(file), file));

    /// <summary>What decides the result, as edge nodes are sent it.</summary>
    public string ToSend() => Text(ConfigKeys.Leaves(Config).Where(leaf => !IsOwn(leaf.Key)));

    /// <summary>Every <c>fedprune</c> key and value: read again, it reproduces the run.</summary>
    public string ToHocon() => Text(ConfigKeys.Leaves(Config));

    /// <summary>Whether an assignment of the command line is each node's own affair.</summary>
    public static bool IsOwnAssignment(string text) =>
        Assignment(text).Split(' ', 2)[0] is var key && (IsOwn(key) || key.StartsWith("akka.", StringComparison.Ordinal));

    // Where data lie, what a machine computes on and how it takes part differ from node to node and decide nothing.
    private static bool IsOwn(string key) =>
        key is "fedprune.data.path" or "fedprune.data.url"
        || key.StartsWith("fedprune.compute.", StringComparison.Ordinal) || key.StartsWith("fedprune.cluster.", StringComparison.Ordinal);

    private static string Text(IEnumerable<KeyValuePair<string, string>> leaves) =>
        string.Join('\n', leaves.Select(leaf => $"{leaf.Key} = {Quoted(leaf.Value)}")) + "\n";

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
