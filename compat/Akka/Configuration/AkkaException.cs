namespace Akka.Actor;

/// <summary>Base of the exceptions that belong to the actor runtime itself.</summary>
public abstract class AkkaException : Exception
{
    protected AkkaException() { }

    protected AkkaException(string message, Exception cause = null) : base(message, cause) { }

    /// <summary>What led to this exception, if anything did.</summary>
    protected Exception Cause => InnerException;
}
