using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;

namespace FedPrune.Cluster.Tests;

/// <summary>A node as its users start it, in a process of its own, and what it says.</summary>
internal sealed class NodeProcess : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(4); // the machine may be busy with other things

    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly Task _reading;

    private NodeProcess(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput, Output), ReadAsync(process.StandardError, Errors));
    }

    public ConcurrentQueue<string> Output { get; } = [];

    public ConcurrentQueue<string> Errors { get; } = [];

    public int Id => _process.Id;

    /// <summary>Starts the program.</summary>
    /// <param name="folder">Its current folder.</param>
    /// <param name="arguments">What stands behind <c>fedprune</c>.</param>
    public static NodeProcess Start(string folder, params IEnumerable<string> arguments)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(dotnet, [Path.Combine(AppContext.BaseDirectory, "FedPrune.Host.dll"), .. arguments])
        {
            WorkingDirectory = folder,
            Environment = { ["XDG_CACHE_HOME"] = folder },
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new NodeProcess(Process.Start(start)!);
    }

    /// <summary>Waits until it says a line that contains some text; what it has said before counts, but once.</summary>
    public async Task<string> SaysAsync(string text)
    {
        using var enough = new CancellationTokenSource(Patience);
        try
        {
            while (true)
            {
                var line = await _lines.Reader.ReadAsync(enough.Token);
                if (line.Contains(text, StringComparison.Ordinal))
                    return line;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            throw new InvalidOperationException($"it has not said '{text}' but:\n{All}", e);
        }
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException e)
        {
            throw new InvalidOperationException($"it does not end:\n{All}", e);
        }
        await _reading;
        return _process.ExitCode;
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await EndAsync();
    }

    /// <summary>SIGTERM.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("bash", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -TERM {Id}")]);
        kill.WaitForExit();
    }

    public string All => string.Join('\n', [.. Output, "--", .. Errors]);

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private async Task ReadAsync(StreamReader reader, ConcurrentQueue<string> lines)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lines.Enqueue(line);
            _lines.Writer.TryWrite(line);
        }
    }
}
