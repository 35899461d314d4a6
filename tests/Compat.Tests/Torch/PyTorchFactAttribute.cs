using System.Diagnostics;

namespace FedPrune.Compat.Tests.Torch;

/// <summary>A fact that compares with Debian's PyTorch: skipped, saying so, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PyTorchFactAttribute : FactAttribute
{
    private static readonly string? Missing = WhyMissing();

    public PyTorchFactAttribute() => Skip = new TorchFactAttribute().Skip ?? Missing;

    /// <summary>Runs a Python program with one thread and returns what it printed.</summary>
    public static string Python(string program)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", ["-"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var python = Process.Start(start) ?? throw new InvalidOperationException("python3 did not start");
        var errors = python.StandardError.ReadToEndAsync();
        python.StandardInput.Write(program);
        python.StandardInput.Close();
        string output = python.StandardOutput.ReadToEnd();
        python.WaitForExit();
        return python.ExitCode == 0 ? output : throw new InvalidOperationException($"python3 failed: {errors.Result}");
    }

    private static string? WhyMissing()
    {
        const string Needs = "Needs Debian's PyTorch (apt-get install python3-torch)";
        bool installed = File.Exists("/usr/bin/python3") && Directory.Exists("/usr/lib/python3/dist-packages/torch");
        return installed ? null : Needs;
    }
}
