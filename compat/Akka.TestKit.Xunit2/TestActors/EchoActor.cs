using Akka.Actor;

namespace Akka.TestKit.TestActors;

/// <summary>Passes what it receives on to the test actor, and back to who sent it if that is somebody else.</summary>
public class EchoActor : ReceiveActor
{
    public EchoActor(TestKitBase testkit, bool echoBackToSenderAsWell = true) => ReceiveAny(message =>
    {
        testkit.TestActor.Forward(message);
        if (echoBackToSenderAsWell && !Equals(Sender, testkit.TestActor)) Sender.Tell(message, testkit.TestActor);
    });

    public static Props Props(TestKitBase testkit, bool echoBackToSenderAsWell = true) =>
        Actor.Props.Create(() => new EchoActor(testkit, echoBackToSenderAsWell));
}
