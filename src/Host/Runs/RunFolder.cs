using FedPrune.Model.Checkpoints;

namespace FedPrune.Host.Runs;

/// <summary>Where a run's files lie.</summary>
internal sealed class RunFolder
{
    private RunFolder(string path) => Path = System.IO.Path.GetFullPath(path);

    public string Path { get; }

    public string Id => System.IO.Path.GetFileName(Path);

    public string Config => In("config.conf");

    public string Metrics => In("metrics.jsonl");

    public string Devices => In("devices.jsonl");

    public string Partition => In("partition.jsonl");

    public string Summary => In("summary.json");

    public CheckpointStore Checkpoints => new(In("checkpoints"));

    public string In(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Makes the folder of a new run.</summary>
    /// <param name="wanted">Where the user wants it; null for <c>runs/&lt;time&gt;-&lt;name&gt;</c> below the current folder.</param>
    /// <param name="name">What the run is called.</param>
    /// <exception cref="UserException">It cannot be written, or holds a run already.</exception>
    public static RunFolder Create(string? wanted, string name)
    {
        var folder = new RunFolder(wanted ?? Unused(System.IO.Path.Combine("runs", $"{DateTime.Now:yyyyMMdd-HHmmss}-{name}")));
        if (File.Exists(folder.Config))
            throw UserException.Usage($"{folder.Path} already holds a run: choose another --out, or --resume it");
        try
        {
            Directory.CreateDirectory(folder.In("checkpoints"));
            AtomicFile.Write(folder.In("checkpoints/.writable"), _ => { });
            File.Delete(folder.In("checkpoints/.writable"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserException.Environment($"cannot write to {folder.Path}: {e.Message}", e);
        }
        return folder;
    }

    /// <summary>Opens the folder of an earlier run.</summary>
    /// <param name="run">Its path, or its name below <c>runs/</c>.</param>
    /// <exception cref="UserException">There is no such run.</exception>
    public static RunFolder Open(string run)
    {
        var candidates = new[] { run, System.IO.Path.Combine("runs", run) };
        var found = candidates.FirstOrDefault(path => File.Exists(System.IO.Path.Combine(path, "config.conf")));
        return found is null
            ? throw UserException.Usage($"no run '{run}': neither it nor runs/{run} has a config.conf")
            : new RunFolder(found);
    }

    /// <summary>Takes the folder for this process alone, until it is disposed.</summary>
    /// <exception cref="UserException">Another process has it.</exception>
    public IDisposable Lock()
    {
        try
        {
            return new FileStream(In(".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserException.Environment($"{Path} is being written by another process: {e.Message}", e);
        }
    }

    private static string Unused(string path)
    {
        var candidate = path;
        for (int n = 2; Directory.Exists(candidate); n++)
            candidate = $"{path}-{n}";
        return candidate;
    }
}
