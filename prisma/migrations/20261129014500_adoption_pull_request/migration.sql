-- AlterTable
ALTER TABLE "Adoption" ADD COLUMN "pullRequest" TEXT;
