using System.Text.Json.Nodes;

namespace FedPrune.Bench;

/// <summary>The files of a run, for one run to be compared with another.</summary>
internal static class RunFiles
{
    /// <summary>The program, as it was built.</summary>
    /// <exception cref="SoakFailedException">It was not.</exception>
    public static string HostPath()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var host = Path.Combine(folder.FullName, "src", "Host", "bin", "Release", "net10.0", "FedPrune.Host.dll");
            if (File.Exists(host))
                return host;
        }
        throw new SoakFailedException("the program is not built: ./fedprune setup builds it");
    }

    /// <summary>What a run leaves behind that no clock has touched.</summary>
    public static Dictionary<string, string> Of(string run)
    {
        string[] names = ["partition.jsonl", "devices.jsonl", "metrics.jsonl"];
        var files = names.ToDictionary(name => name, name => Timeless(File.ReadAllText(Path.Combine(run, name))), StringComparer.Ordinal);
        foreach (var model in (string[])["model.safetensors", "model-sparse.safetensors"])
            files.Add(model, Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Path.Combine(run, model)))));
        return files;
    }

    private static string Timeless(string lines) => string.Join('\n', lines.Split('\n').Select(line =>
    {
        if (!line.StartsWith('{'))
            return line;
        var record = JsonNode.Parse(line)!.AsObject();
        record.Remove("wall_seconds");
        record.Remove("memory_mb");
        return record.ToJsonString();
    }));

    /// <summary>Requires that a run has left what another one did.</summary>
    /// <exception cref="SoakFailedException">It has not.</exception>
    public static void Require(Dictionary<string, string> expected, Dictionary<string, string> found, string where)
    {
        foreach (var (name, content) in expected)
        {
            if (found[name] != content)
                throw new SoakFailedException($"{where}: {name} is not that of the run left alone");
        }
    }
}
