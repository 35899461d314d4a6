using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Text;
using FedPrune.Actors.Cluster;
using FedPrune.Host.Runs;

namespace FedPrune.Host.Nodes;

/// <summary>
/// <c>/health</c>: 200 while the node takes part, else 503, and what it is at; <c>/metrics</c>: its measurements as text that
/// Prometheus reads. Everything else is 404.
/// </summary>
internal sealed class HealthEndpoint : IDisposable
{
    private sealed record Health(string Role, bool Ready, string State);

    private readonly ConcurrentDictionary<string, double> _series = new(StringComparer.Ordinal); // by name, as Prometheus has it
    private readonly MeterListener _meters = new();
    private readonly HttpListener _http = new();
    private volatile Health _health;

    /// <summary>Listens from now on.</summary>
    /// <param name="address">Address and port.</param>
    /// <param name="role">What the node is.</param>
    /// <exception cref="UserException">The address cannot be listened at.</exception>
    public HealthEndpoint(string address, string role)
    {
        _health = new Health(role, Ready: false, "starting");
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == NodeMetrics.MeterName)
                listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<long>((instrument, value, _, _) => Add(instrument.Name, instrument is Counter<long> ? "_total" : "", value));
        _meters.SetMeasurementEventCallback<double>((instrument, value, _, _) =>
        {
            Add(instrument.Name, "_seconds_sum", value);
            Add(instrument.Name, "_seconds_count", 1);
        });
        _meters.Start();
        try
        {
            _http.Prefixes.Add($"http://{address}/");
            _http.Start();
        }
        catch (Exception e) when (e is HttpListenerException or ArgumentException)
        {
            throw UserException.Environment($"fedprune.cluster.health = {address}: {e.Message}", e);
        }
        _ = ServeAsync();
    }

    /// <summary>The endpoint that a configuration asks for; null for none.</summary>
    public static HealthEndpoint? Of(Configuration.Settings settings, string role) =>
        Configuration.PolicyReader.Health(settings) is { } address ? new HealthEndpoint(address, role) : null;

    /// <summary>What the node is at from now on.</summary>
    public void Say(string state, bool ready) => _health = _health with { State = state, Ready = ready };

    public void Dispose()
    {
        _http.Close();
        _meters.Dispose();
    }

    private void Add(string instrument, string suffix, double value) =>
        _series.AddOrUpdate(instrument.Replace('.', '_') + suffix, value, (_, sum) => sum + value);

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                Answer(await _http.GetContextAsync());
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // closed: that is how it ends
        }
    }

    private void Answer(HttpListenerContext context)
    {
        var (status, text) = context.Request.Url?.AbsolutePath switch
        {
            "/health" => (_health.Ready ? 200 : 503, Json.Line(_health) + "\n"),
            "/metrics" => (200, string.Concat(_series.OrderBy(series => series.Key, StringComparer.Ordinal).Select(series => string.Create(CultureInfo.InvariantCulture, $"{series.Key} {series.Value}\n")))),
            _ => (404, ""),
        };
        var bytes = Encoding.UTF8.GetBytes(text);
        try
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "text/plain; charset=utf-8";
            context.Response.Close(bytes, willBlock: true);
        }
        catch (HttpListenerException)
        {
            // whoever asked has gone
        }
    }
}
