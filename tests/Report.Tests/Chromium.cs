using System.Diagnostics;

namespace FedPrune.Report.Tests;

/// <summary>A headless browser, as Debian packages it.</summary>
internal static class Chromium
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Where it is; null if it is not installed.</summary>
    public static string? Path { get; } = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    /// <summary>The document as the browser has it after loading.</summary>
    /// <param name="file">The page.</param>
    /// <param name="profile">A folder for the browser's own files.</param>
    public static async Task<string> DocumentAsync(string file, string profile)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(
                Path!,
                [
                    "--headless", "--no-sandbox", "--disable-gpu", "--disable-extensions", "--no-first-run", "--allow-file-access-from-files",
                    "--window-size=1280,1000", "--virtual-time-budget=5000", $"--user-data-dir={profile}", "--dump-dom", new Uri(file).AbsoluteUri,
                ])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            },
        };
        process.Start();
        try
        {
            var errors = process.StandardError.ReadToEndAsync();
            var document = await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
            await process.WaitForExitAsync().WaitAsync(Patience);
            await errors;
            return document;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}

/// <summary>A fact that needs a browser: skipped, saying so, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute() => Skip = Chromium.Path is null ? "Needs chromium: apt-get install --no-install-recommends chromium" : null;
}
