using PmpPulse.Contracts;
using PmpPulse.Contracts.Text;

namespace PmpPulse.Curation.Fencing;

/// <summary>The register's description is not what a worker wrote there: a person must look before anything is appended.</summary>
internal sealed class RegisterFormatException(TableName register, string description) : Exception(
    $"The description of {register} must be empty or {{\"epoch\":n,\"stream\":\"projects/…/streams/…\"}}; it is '{TextExcerpt.Of(description)}'. "
    + "Finalize the stream that was in use, if any, and clear the description.");
