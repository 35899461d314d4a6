using System.Globalization;
using Akka.Actor;
using Akka.Event;

namespace FedPrune.Host.Nodes;

/// <summary>What the actor system has to say goes to standard error, a line each: standard output is for what was asked for.</summary>
internal sealed class ErrorLogger : UntypedActor
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case InitializeLogger:
                Sender.Tell(new LoggerInitialized());
                break;
            case LogEvent said:
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{said.Timestamp:HH:mm:ss} {Line(said.Message)}{Cause(said)}"));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private static string Line(object? said) => $"{said}".Split('\n')[0];

    private static string Cause(LogEvent said) => said.Cause is { } cause ? $": {Line(cause.GetBaseException().Message)}" : "";
}
