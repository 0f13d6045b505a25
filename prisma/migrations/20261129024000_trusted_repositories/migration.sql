-- CreateTable
CREATE TABLE "TrustedRepository" (
    "keyId" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "repository" TEXT NOT NULL,
    "repositoryId" TEXT,
    "ref" TEXT,
    "environment" TEXT,
    "projects" TEXT[],

    CONSTRAINT "TrustedRepository_pkey" PRIMARY KEY ("keyId")
);

-- CreateIndex
CREATE INDEX "TrustedRepository_issuer_repository_idx" ON "TrustedRepository"("issuer", "repository");

-- AddForeignKey
ALTER TABLE "TrustedRepository" ADD CONSTRAINT "TrustedRepository_keyId_fkey" FOREIGN KEY ("keyId") REFERENCES "ApiKey"("id") ON DELETE CASCADE ON UPDATE CASCADE;
