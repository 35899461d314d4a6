namespace Akka.TestKit;

/// <summary>Events are kept out of the log until this is disposed of.</summary>
public interface IUnmutableFilter : IDisposable
{
    void Unmute();
}
