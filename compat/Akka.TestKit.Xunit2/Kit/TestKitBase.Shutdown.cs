using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    /// <summary>Terminates <see cref="Sys"/> and waits for it.</summary>
    /// <param name="duration">How long to wait, 5 s dilated if null.</param>
    /// <param name="verifySystemShutdown">Whether a system that does not stop in time is an error, or a warning in its log.</param>
    /// <exception cref="TimeoutException">The system did not stop in time.</exception>
    public virtual void Shutdown(TimeSpan? duration = null, bool verifySystemShutdown = false) =>
        Shutdown(Sys, duration, verifySystemShutdown);

    protected virtual void Shutdown(ActorSystem system, TimeSpan? duration = null, bool verifySystemShutdown = false)
    {
        system ??= Sys;
        var limit = duration ?? Dilated(TimeSpan.FromSeconds(5)).Min(TimeSpan.FromSeconds(10));
        if (system.Terminate().Wait(limit)) return;
        var failure = $"Failed to stop [{system.Name}] within [{limit}]";
        if (verifySystemShutdown) throw new TimeoutException(failure);
        system.Log.Warning(failure);
    }
}
