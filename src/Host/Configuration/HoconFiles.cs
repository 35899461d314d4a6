using Akka.Configuration;

namespace FedPrune.Host.Configuration;

/// <summary>The configuration files that ship beside the program, and how HOCON text is read.</summary>
internal static class HoconFiles
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "hocon");

    /// <summary>Every key with its default.</summary>
    public static Config Reference() => ReadFile(Path.Combine(Folder, "reference.conf"));

    /// <summary>The names that <see cref="Experiment"/> finds beside the program.</summary>
    public static IEnumerable<string> Experiments() =>
        Directory.EnumerateFiles(Path.Combine(Folder, "experiments"), "*.conf").Select(Path.GetFileNameWithoutExtension).Order()!;

    /// <summary>What an experiment of <see cref="Experiments"/> is: the comment on its first line.</summary>
    public static string Summary(string name) =>
        File.ReadLines(Path.Combine(Folder, "experiments", name + ".conf")).FirstOrDefault("").TrimStart('#', ' ').TrimEnd('.');

    /// <summary>An experiment by name, or any file by path.</summary>
    /// <exception cref="UserException">There is neither.</exception>
    public static Config Experiment(string nameOrPath)
    {
        if (nameOrPath.StartsWith('-'))
            throw UserException.Usage($"unknown option '{nameOrPath}': ./fedprune run --help lists them");
        var shipped = Path.Combine(Folder, "experiments", nameOrPath + ".conf");
        if (File.Exists(shipped))
            return ReadFile(shipped);
        return File.Exists(nameOrPath)
            ? ReadFile(nameOrPath)
            : throw UserException.Usage(
                $"no experiment '{nameOrPath}': name a file, or one of {string.Join(", ", Experiments())}");
    }

    /// <summary>What every node of a cluster has below its own file.</summary>
    public static Config ClusterBase() => ReadFile(Path.Combine(Folder, "cluster", "base.conf"));

    /// <summary>A node's file.</summary>
    /// <exception cref="UserException">There is none.</exception>
    public static Config NodeFile(string path) =>
        File.Exists(path) ? ReadFile(path) : throw UserException.Usage($"there is no file '{path}'; hocon/cluster has some to start from");

    /// <summary>Reads HOCON text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">What to call it in an error.</param>
    /// <exception cref="UserException">It is not HOCON.</exception>
    public static Config Parse(string text, string source)
    {
        try
        {
            return string.IsNullOrWhiteSpace(text) ? ConfigurationFactory.Empty : ConfigurationFactory.ParseString(text);
        }
        catch (Exception e) when (e is not UserException) // the parser has no exception type of its own
        {
            throw UserException.Usage($"{source} is not valid HOCON: {e.Message}");
        }
    }

    public static Config ReadFile(string path) => Parse(File.ReadAllText(path), path);
}
