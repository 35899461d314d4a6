using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FedPrune.Model.Tests.Data;

/// <summary>What a <see cref="TinyServer"/> answers.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">What is sent.</param>
/// <param name="Length">The length that is announced, if not that of the body.</param>
/// <param name="Stalls">Whether the connection then stays open and silent instead of being closed.</param>
internal sealed record Answer(HttpStatusCode Status, byte[] Body, int? Length = null, bool Stalls = false);

/// <summary>Answers HTTP requests on loopback, one connection a request.</summary>
internal sealed class TinyServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<string, Answer> _answer;
    private readonly Task _serving;

    public TinyServer(Func<string, Answer> answer)
    {
        _answer = answer;
        _listener.Start();
        Address = new Uri($"http://{_listener.LocalEndpoint}/");
        _serving = ServeAsync();
    }

    public Uri Address { get; }

    /// <summary>The paths asked for.</summary>
    public List<string> Requests { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _serving;
        _listener.Stop();
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var connection = await _listener.AcceptTcpClientAsync(_end.Token);
                await AnswerAsync(connection);
            }
        }
        catch (OperationCanceledException)
        {
            // the test is over
        }
    }

    private async Task AnswerAsync(TcpClient connection)
    {
        try
        {
            await using var stream = connection.GetStream();
            using var reader = new StreamReader(stream, leaveOpen: true);
            var path = (await reader.ReadLineAsync(_end.Token))!.Split(' ')[1];
            while (await reader.ReadLineAsync(_end.Token) is { Length: > 0 })
            {
                // the headers say nothing of interest
            }
            Requests.Add(path);
            await SendAsync(stream, _answer(path));
        }
        catch (IOException)
        {
            // the client hung up, as some tests want
        }
    }

    private async Task SendAsync(NetworkStream stream, Answer answer)
    {
        var length = answer.Length ?? answer.Body.Length;
        var head = $"HTTP/1.1 {(int)answer.Status} Answer\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), _end.Token);
        await stream.WriteAsync(answer.Body, _end.Token);
        if (answer.Stalls)
            _ = await stream.ReadAsync(new byte[1], _end.Token); // until the client hangs up
    }
}

/// <summary>A folder that is deleted with all that is in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("fedprune-data-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
