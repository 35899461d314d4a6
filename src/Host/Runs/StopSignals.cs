using System.Diagnostics;
using System.Runtime.InteropServices;

namespace FedPrune.Host.Runs;

/// <summary>Turns SIGINT and SIGTERM into a wish to stop: the first one is passed on, the second one ends the process at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Listens until it is disposed.</summary>
    /// <param name="onFirst">Tells the user that the wish was heard.</param>
    public StopSignals(Action onFirst) => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Handle(context, onFirst)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Handle(context, onFirst)),
    ];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
    }

    private void Handle(PosixSignalContext context, Action onFirst)
    {
        context.Cancel = true;
        if (_stop.IsCancellationRequested)
            Process.GetCurrentProcess().Kill(); // libtorch cannot be unloaded in the middle of a step
        onFirst();
        _stop.Cancel();
    }
}
